// SPDX-License-Identifier: GPL-3.0-or-later
// Fixed-argument twins of Sofia's variadic functions, and what Swift cannot read by itself.
#pragma once
#define _GNU_SOURCE 1
#include <features.h>
#define NTA_AGENT_MAGIC_T void
#define NTA_LEG_MAGIC_T void
#define NTA_INCOMING_MAGIC_T void
#define NTA_OUTGOING_MAGIC_T void
#define SU_ROOT_MAGIC_T void
#define SU_WAKEUP_ARG_T void
#define SU_TIMER_ARG_T void
#include <sofia-sip/nta.h>
#include <stdint.h>

/// An address of a peer or of a socket of ours: `length` is 4, 16, or 0 if there is none.
struct shim_address {
    uint8_t bytes[16];
    int length;
    uint16_t port;
};

/// Makes the library silent: it writes to the standard error by itself otherwise.
void shim_silence(void);

nta_agent_t *shim_agent(su_root_t *root, unsigned t1_ms, unsigned most_proceeding);
/// Binds a listening socket; `idle_ms` is how long a connection may be silent.
int shim_listen(nta_agent_t *agent, char const *url, unsigned idle_ms);
/// The transport that was bound first, second and so on; NULL behind the last.
void *shim_transport(nta_agent_t *agent, int index);
struct shim_address shim_transport_address(void *transport);

nta_leg_t *shim_default_leg(nta_agent_t *agent, nta_request_f *callback, void *magic);
nta_leg_t *shim_called_leg(nta_agent_t *agent, nta_incoming_t *incoming, sip_t const *sip,
    nta_request_f *callback, void *magic);
nta_leg_t *shim_calling_leg(nta_agent_t *agent, char const *from, char const *to,
    nta_request_f *callback, void *magic);

int shim_reply(nta_incoming_t *incoming, int status, char const *phrase, char const *headers, char const *body);
/// A request within the dialog of `leg`; without `uri` it goes to the far end's Contact.
nta_outgoing_t *shim_request(nta_leg_t *leg, nta_response_f *callback, void *magic, sip_method_t method,
    char const *name, char const *uri, char const *headers, char const *body);
void shim_cancel(nta_outgoing_t *invite);

struct shim_address shim_source(nta_incoming_t *incoming);
/// The listening transport through which a request came.
void *shim_listener(nta_agent_t *agent, nta_incoming_t *incoming);
/// Lets the connection through which a request came be silent for longer.
void shim_keep_connection(nta_agent_t *agent, nta_incoming_t *incoming, unsigned idle_ms);
/// Ends connections to a port of ours that were silent for `idle_ms` and never said anything, or whose far end has
/// closed its side: the library sets no timer for the first and forgets some of the second.
void shim_end_dead_connections(uint16_t port, unsigned idle_ms);
