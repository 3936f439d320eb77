// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "OpenAPI.h"
#include <stddef.h>

/// A file of the media folder that is part of the program.
typedef struct layby_asset {
    const char *name;
    const unsigned char *bytes;
    size_t size;
} layby_asset;

size_t layby_asset_count(void);

/// The index is below the count.
const layby_asset *layby_asset_at(size_t index);
