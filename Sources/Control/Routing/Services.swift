// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// What the rest of the server gives the control plane to work with.
struct Services: Sendable {
    let settings: ControlSettings
    let lists: any Lists
    let desk: any Desk
    let health: any Health
    let counters: Counters
    /// The API's own description, as `docs/openapi.json` has it.
    let openAPI: [UInt8]
    let wallTime: @Sendable () -> WallTime
}
