import Foundation

/// The demonstration's photographs: official portraits of two people, called person A and person B here.
enum Photograph: String {
    /// Person A; this one the owners enrol.
    case personA = "obama.jpg"
    /// Person B; this one the owners enrol.
    case personB = "biden.jpg"
    /// Person A on another day.
    case anotherOfA = "obama2.jpg"
    /// Person A's face, cut out of the photograph that was enrolled.
    case cropOfA = "obama_partial_face.jpg"

    /// What the story calls it.
    var caption: String {
        switch self {
        case .personA: "the portrait of person A"
        case .personB: "the portrait of person B"
        case .anotherOfA: "another photograph of person A"
        case .cropOfA: "a crop of the enrolled portrait of person A"
        }
    }
}

/// The folder in which `abeyance core install --photographs` keeps them.
struct PhotographAlbum {
    let folder: String

    /// Whether every photograph of the story is there.
    var isComplete: Bool {
        [Photograph.personA, .personB, .anotherOfA, .cropOfA].allSatisfy {
            FileManager.default.isReadableFile(atPath: path(of: $0))
        }
    }

    func bytes(of photograph: Photograph) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(of: photograph))))
    }

    private func path(of photograph: Photograph) -> String { "\(folder)/\(photograph.rawValue)" }
}
