// SPDX-License-Identifier: GPL-3.0-or-later
// Fixed-argument twins of Sofia's variadic functions.
#pragma once
