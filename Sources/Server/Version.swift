// SPDX-License-Identifier: GPL-3.0-or-later
/// Which Layby this is.
package enum Version {
    package static let text = "0.1.0"
}
