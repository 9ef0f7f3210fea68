/// The sizes of the landmark predictor: cascades of small regression trees.
enum LandmarkShape {
    /// Landmarks found.
    static let points = 5
    /// Refinements, one after the other.
    static let cascades = 15
    /// Trees added up in one refinement.
    static let trees = 500
    /// Comparisons in one tree.
    static let splits = 15
    /// Outcomes of one tree.
    static let leaves = 16
    /// Grey values compared in one refinement.
    static let probes = 800
}
