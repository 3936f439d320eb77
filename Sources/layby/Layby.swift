// SPDX-License-Identifier: GPL-3.0-or-later

@main
struct Layby {
    static func main() {}
}
