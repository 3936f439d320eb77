// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Measurements in the Prometheus text exposition format 0.0.4.
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Lines of one name must stand together under one `HELP` and one `TYPE`, whoever measured them.
    static func text(of measurements: [Measurement]) -> String {
        var families: [String: [Measurement]] = [:]
        var order: [String] = []
        for measurement in measurements {
            if families[measurement.name] == nil { order.append(measurement.name) }
            families[measurement.name, default: []].append(measurement)
        }
        var text = ""
        for name in order {
            let family = families[name]!
            text += "# HELP \(name) \(escaped(family[0].help, quotes: false))\n"
            text += "# TYPE \(name) \(family[0].kind.rawValue)\n"
            for measurement in family {
                text += name + labels(measurement.labels) + " \(number(measurement.value))\n"
            }
        }
        return text
    }

    private static func labels(_ labels: [JSON.Member]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { label in
            let value = if case .string(let text) = label.value { text } else { label.value.text }
            return "\(label.name)=\"\(escaped(value, quotes: true))\""
        }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? String(value)
    }
}
