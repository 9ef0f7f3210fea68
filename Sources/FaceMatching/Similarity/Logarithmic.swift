internal import Glibc

/// Interpolation between positive numbers on a logarithmic scale.
enum Logarithmic {
    /// The number a part of the way, 0 to 1, from one positive number to another.
    static func between(_ first: Double, _ second: Double, at part: Double) -> Double {
        exp((1 - part) * log(first) + part * log(second))
    }
}
