import Foundation

/// One measured number.
struct Figure: Sendable {
    /// What was measured, such as `full handshakes`.
    let quantity: String
    /// The number, in `unit`.
    let value: Double
    /// Such as `per CPU s` or `µs`.
    let unit: String
    /// How it was measured, or what it stands beside.
    let note: String

    init(_ quantity: String, _ value: Double, _ unit: String, note: String = "") {
        self.quantity = quantity
        self.value = value
        self.unit = unit
        self.note = note
    }

    /// The number with as many places as its size deserves.
    var text: String {
        switch abs(value) {
        case 1_000...: Self.text(value, places: 0)
        case 100...: Self.text(value, places: 1)
        case 1...: Self.text(value, places: 2)
        default: Self.text(value, places: 4)
        }
    }

    /// A number with fixed places.
    static func text(_ value: Double, places: Int) -> String { String(format: "%.\(places)f", value) }
}
