/// The numbers of the checks; the defaults are the profile's, and a stricter one may be set.
package struct WarrantLimits: Hashable, Sendable {
    /// Bytes of a token.
    package var tokenBytes = 16_384
    /// Seconds that clocks may differ.
    package var clockSkew: Int64 = 60
    /// Seconds from `nbf` to `exp` of an order for searches.
    package var searchLifetime: Int64 = 14 * 86_400
    /// Seconds from `nbf` to `exp` of an order for continuing surveillance.
    package var surveillanceLifetime: Int64 = 30 * 86_400

    /// The profile's limits.
    package init() {}
}
