// SPDX-License-Identifier: GPL-3.0-or-later
#include "OpenAPI.h"

static const unsigned char document[] = {
#embed "../../../docs/openapi.json"
};

const unsigned char *layby_openapi(size_t *size) {
    *size = sizeof document;
    return document;
}
