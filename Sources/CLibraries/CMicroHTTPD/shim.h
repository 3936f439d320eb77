// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <microhttpd.h>

/// The address of the peer, by the variadic `MHD_get_connection_info`; null when it is not known.
static inline const struct sockaddr *layby_mhd_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : 0;
}
