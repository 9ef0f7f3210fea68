/// Writes metrics in Prometheus' text format, version 0.0.4: each metric's help and type once, then its samples.
package struct Exposition {
    /// The media type.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// What was written so far.
    package private(set) var text = ""

    /// Nothing written yet.
    package init() {}

    /// Writes a metric of one sample without labels.
    package mutating func add(_ metric: Metric, _ value: Int64) { add(metric, [([], value)]) }

    /// Writes a metric whose samples have values for its labels, in the labels' order; nothing without samples.
    package mutating func add(_ metric: Metric, _ samples: [(labels: [String], value: Int64)]) {
        guard !samples.isEmpty else { return }
        begin(metric)
        for (labels, value) in samples {
            text += "\(metric.rawValue)\(Self.block(zip(metric.labels, labels).map { ($0, $1) })) \(value)\n"
        }
    }

    /// Writes a histogram.
    package mutating func add(_ metric: Metric, _ histogram: Histogram) {
        begin(metric)
        let reading = histogram.reading
        for (step, count) in zip(Histogram.steps, reading.cumulative) {
            text += "\(metric.rawValue)_bucket{le=\"\(Self.seconds(step))\"} \(count)\n"
        }
        let all = reading.cumulative.last ?? 0
        text += "\(metric.rawValue)_bucket{le=\"+Inf\"} \(all)\n"
        text += "\(metric.rawValue)_sum \(Self.seconds(reading.sum))\n\(metric.rawValue)_count \(all)\n"
    }

    private mutating func begin(_ metric: Metric) {
        text += "# HELP \(metric.rawValue) \(metric.help)\n# TYPE \(metric.rawValue) \(metric.kind)\n"
    }

    private static func block(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Microseconds as seconds with at most six digits, such as `0.00025`.
    private static func seconds(_ microseconds: Int64) -> String {
        let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest > 0 else { return "\(whole)" }
        var digits = String("\(1_000_000 + rest)".dropFirst())
        while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
