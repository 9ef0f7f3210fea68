/// The number types a model file holds, all little-endian.
package enum TensorKind: String, Hashable, Sendable {
    case float32 = "f32"
    case float64 = "f64"
    case unsigned16 = "u16"
    case signed32 = "i32"

    /// Bytes of one number.
    package var size: Int {
        switch self {
        case .unsigned16: 2
        case .float32, .signed32: 4
        case .float64: 8
        }
    }
}
