// SPDX-License-Identifier: GPL-3.0-or-later
internal import Server

/// Rows of text in aligned columns.
enum Table {
    /// Two spaces between columns; cells are never wrapped, and control characters never printed.
    static func lines(header: [String]?, _ rows: [[String]]) -> [String] {
        let cells = ((header.map { [$0] } ?? []) + rows).map { $0.map(printable) }
        let columns = cells.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            cells.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0
        }
        return cells.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell + String(repeating: " ", count: widths[column] - width(cell) + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// How many columns of a terminal a text takes.
    static func width(_ text: String) -> Int {
        text.reduce(0) { width, character in
            let scalar = character.unicodeScalars.first!
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return width
            default: return width + (isWide(scalar) ? 2 : 1)
            }
        }
    }

    /// East Asian wide and full-width characters ([UAX #11](https://www.unicode.org/reports/tr11/)), and emoji.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
            0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

/// A length of time in its two largest units, such as `1m 23s`.
func durationText(milliseconds: Int64) -> String {
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    let seconds = milliseconds / 1000
    let units = [
        (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"),
    ]
    let shown = units.drop { $0.0 == 0 }.prefix(2)
    return shown.enumerated().filter { $0.offset == 0 || $0.element.0 > 0 }
        .map { "\($0.element.0)\($0.element.1)" }.joined(separator: " ")
}
