// SPDX-License-Identifier: GPL-3.0-or-later
/// A date on the wall clock, in milliseconds since 1970 (UTC); it exists only in rows, logs and answers.
package struct WallTime: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (left: WallTime, right: WallTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package static func + (time: WallTime, duration: Duration) -> WallTime {
        WallTime(milliseconds: time.milliseconds + duration.milliseconds)
    }

    package static func - (left: WallTime, right: WallTime) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }

    /// RFC 3339 in UTC with milliseconds, such as `2026-11-20T19:24:05.120Z`.
    package var rfc3339: String {
        let day = floorDivide(milliseconds, 86_400_000)
        let ofDay = milliseconds - day * 86_400_000
        let (year, month, dayOfMonth) = civil(day)
        let clock = [ofDay / 3_600_000, ofDay / 60_000 % 60, ofDay / 1000 % 60].map { padded($0, 2) }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T"
            + clock.joined(separator: ":") + ".\(padded(ofDay % 1000, 3))Z"
    }
}

/// Year, month and day of a day number counted from 1970, in the proleptic Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last of its year.
private func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = floorDivide(shifted, 146_097)
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
}

private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
