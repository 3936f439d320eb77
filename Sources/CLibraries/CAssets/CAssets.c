// SPDX-License-Identifier: GPL-3.0-or-later
#include "CAssets.h"

static const unsigned char lamplight[] = {
#embed "../../../media/hold/lamplight.flac"
};

static const unsigned char paper_boats[] = {
#embed "../../../media/hold/paper-boats.flac"
};

static const unsigned char morning_tram[] = {
#embed "../../../media/hold/morning-tram.flac"
};

static const layby_asset assets[] = {
    {"lamplight", lamplight, sizeof lamplight},
    {"paper-boats", paper_boats, sizeof paper_boats},
    {"morning-tram", morning_tram, sizeof morning_tram},
};

size_t layby_asset_count(void) {
    return sizeof assets / sizeof assets[0];
}

const layby_asset *layby_asset_at(size_t index) {
    return &assets[index];
}
