// SPDX-License-Identifier: GPL-3.0-or-later
#include "CSofiaShim.h"

#include <dirent.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void discard(void *stream, char const *format, va_list arguments)
{
    (void)stream;
    (void)format;
    (void)arguments;
}

void shim_silence(void)
{
    su_log_redirect(NULL, discard, NULL);
}

nta_agent_t *shim_agent(su_root_t *root, unsigned t1_ms, unsigned most_proceeding)
{
    return nta_agent_create(root, (url_string_t *)(intptr_t)-1, NULL, NULL,
        NTATAG_UA(1), NTATAG_MERGE_482(1), NTATAG_MAXSIZE(65536), NTATAG_MAX_PROCEEDING(most_proceeding),
        NTATAG_SIP_T1(t1_ms), NTATAG_SIP_T1X64(64 * t1_ms), NTATAG_SIP_T2(8 * t1_ms), NTATAG_SIP_T4(10 * t1_ms),
        NTATAG_USE_NAPTR(0), NTATAG_USE_SRV(0), NTATAG_PASS_100(1), NTATAG_EXTRA_100(1),
        // Its own small STUN server would write a line to the standard error for every odd datagram.
        TPTAG_STUN_SERVER(0), TAG_END());
}

int shim_listen(nta_agent_t *agent, char const *url, unsigned idle_ms)
{
    return nta_agent_add_tport(agent, URL_STRING_MAKE(url), TPTAG_IDLE(idle_ms), TPTAG_TIMEOUT(5000),
        TPTAG_STUN_SERVER(0), TAG_END());
}

void *shim_transport(nta_agent_t *agent, int index)
{
    tport_t *transport = tport_primaries(nta_agent_tports(agent));
    while (transport && index-- > 0) transport = tport_next(transport);
    return transport;
}

static struct shim_address address_of(su_sockaddr_t const *from)
{
    struct shim_address address = { { 0 }, 0, ntohs(from->su_port) };
    if (from->su_family == AF_INET) {
        address.length = 4;
        memcpy(address.bytes, &from->su_sin.sin_addr, 4);
    } else if (from->su_family == AF_INET6) {
        address.length = 16;
        memcpy(address.bytes, &from->su_sin6.sin6_addr, 16);
    }
    return address;
}

struct shim_address shim_transport_address(void *transport)
{
    su_addrinfo_t const *info = tport_get_address(transport);
    struct shim_address none = { { 0 }, 0, 0 };
    return info && info->ai_addr ? address_of((su_sockaddr_t const *)info->ai_addr) : none;
}

nta_leg_t *shim_default_leg(nta_agent_t *agent, nta_request_f *callback, void *magic)
{
    return nta_leg_tcreate(agent, callback, magic, NTATAG_NO_DIALOG(1), TAG_END());
}

nta_leg_t *shim_called_leg(nta_agent_t *agent, nta_incoming_t *incoming, sip_t const *sip,
    nta_request_f *callback, void *magic)
{
    nta_leg_t *leg = nta_leg_tcreate(agent, callback, magic,
        SIPTAG_CALL_ID(sip->sip_call_id), SIPTAG_FROM(sip->sip_to), SIPTAG_TO(sip->sip_from),
        NTATAG_REMOTE_CSEQ(sip->sip_cseq->cs_seq), TAG_END());
    if (!leg) return NULL;
    if (!nta_leg_tag(leg, nta_incoming_tag(incoming, NULL))
        || nta_leg_server_route(leg, sip->sip_record_route, sip->sip_contact) < 0) {
        nta_leg_destroy(leg);
        return NULL;
    }
    return leg;
}

nta_leg_t *shim_calling_leg(nta_agent_t *agent, char const *from, char const *to,
    nta_request_f *callback, void *magic)
{
    nta_leg_t *leg = nta_leg_tcreate(agent, callback, magic, SIPTAG_FROM_STR(from), SIPTAG_TO_STR(to), TAG_END());
    if (leg && !nta_leg_tag(leg, NULL)) {
        nta_leg_destroy(leg);
        return NULL;
    }
    return leg;
}

int shim_reply(nta_incoming_t *incoming, int status, char const *phrase, char const *headers, char const *body)
{
    return nta_incoming_treply(incoming, status, phrase, TAG_IF(headers, SIPTAG_HEADER_STR(headers)),
        TAG_IF(body, SIPTAG_PAYLOAD_STR(body)), TAG_END());
}

nta_outgoing_t *shim_request(nta_leg_t *leg, nta_response_f *callback, void *magic, sip_method_t method,
    char const *name, char const *uri, char const *headers, char const *body)
{
    return nta_outgoing_tcreate(leg, callback, magic, NULL, method, name, uri ? URL_STRING_MAKE(uri) : NULL,
        TAG_IF(headers, SIPTAG_HEADER_STR(headers)), TAG_IF(body, SIPTAG_PAYLOAD_STR(body)), TAG_END());
}

void shim_cancel(nta_outgoing_t *invite)
{
    nta_outgoing_tcancel(invite, NULL, NULL, TAG_END());
}

struct shim_address shim_source(nta_incoming_t *incoming)
{
    msg_t *message = nta_incoming_getrequest(incoming);
    su_sockaddr_t const *from = message ? msg_addr(message) : NULL;
    struct shim_address address = { { 0 }, 0, 0 };
    if (from) address = address_of(from);
    msg_destroy(message);
    return address;
}

void *shim_listener(nta_agent_t *agent, nta_incoming_t *incoming)
{
    tport_t *transport = nta_incoming_transport(agent, incoming, NULL);
    void *parent = transport ? tport_parent(transport) : NULL;
    tport_unref(transport);
    return parent;
}

void shim_keep_connection(nta_agent_t *agent, nta_incoming_t *incoming, unsigned idle_ms)
{
    tport_t *transport = nta_incoming_transport(agent, incoming, NULL);
    if (transport && tport_is_secondary(transport)) tport_set_params(transport, TPTAG_IDLE(idle_ms), TAG_END());
    tport_unref(transport);
}

/// Whether a descriptor is a connection to `port` that has been silent for `idle_ms` and will stay so: its far end has
/// never said anything, or has closed its side.
static int is_dead(int descriptor, uint16_t port, unsigned idle_ms)
{
    enum { established = 1, close_wait = 8 };
    struct tcp_info info;
    socklen_t size = sizeof info;
    su_sockaddr_t own;
    socklen_t own_size = sizeof own;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
    // Before the first byte this counts from the handshake.
    if (info.tcpi_last_data_recv < idle_ms) return 0;
    int is_mute = info.tcpi_state == established && info.tcpi_bytes_received == 0 && info.tcpi_bytes_acked <= 1;
    if (!is_mute && info.tcpi_state != close_wait) return 0;
    return getsockname(descriptor, &own.su_sa, &own_size) == 0 && ntohs(own.su_port) == port;
}

void shim_end_dead_connections(uint16_t port, unsigned idle_ms)
{
    DIR *directory = opendir("/proc/self/fd");
    if (!directory) return;
    struct dirent *entry;
    while ((entry = readdir(directory))) {
        int descriptor = atoi(entry->d_name);
        if (entry->d_name[0] != '.' && is_dead(descriptor, port, idle_ms)) shutdown(descriptor, SHUT_RDWR);
    }
    closedir(directory);
}
