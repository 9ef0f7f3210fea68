/// How good a face must be to be used, by the protocol's own words.
package enum QualityFilter: String, Sendable, Hashable, CaseIterable {
    case none = "NONE"
    case auto = "AUTO"
    case low = "LOW"
    case medium = "MEDIUM"
    case high = "HIGH"
}
