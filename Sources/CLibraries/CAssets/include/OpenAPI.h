// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stddef.h>

// The description of the API, as docs/openapi.json has it.
const unsigned char *layby_openapi(size_t *size);
