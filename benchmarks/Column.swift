// SPDX-License-Identifier: GPL-3.0-or-later

/// A number as it stands in a table.
func column(_ value: Int, _ width: Int) -> String { column(String(value), width) }

func column(_ value: Double, _ width: Int) -> String {
    let hundredths = Int((value * 100).rounded())
    return column("\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)", width)
}

func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}
