package import Decisions
internal import StrictJSON

/// Every limit of a request in one place; from the service's published model unless it says otherwise.
package enum RequestLimits {
    /// Bytes of one image, decoded.
    package static let maxImageBytes = 5_242_880
    /// Characters of one image as base64.
    package static let maxImageCharacters = (maxImageBytes + 2) / 3 * 4
    /// Bytes of a body beside its images; 4,096 face ids need 160 KiB.
    package static let maxPlainBodyBytes = 256 << 10
    /// Arrays and objects inside one another.
    package static let maxDepth = 8
    /// Members and elements of a body.
    package static let maxMembers = 8_192

    /// A similarity in ten-thousandths of a percent when the client sends none.
    package static let defaultThreshold: Int64 = 800_000
    /// The faces of an answer to a search when the client does not say how many; ours, the service publishes none.
    package static let defaultMaxFaces = 100
    /// The faces that one picture can enrol.
    package static let maxIndexedFaces = 100
    /// The matches of an answer to CompareFaces, whose client cannot say how many.
    package static let maxComparedFaces = 100
    /// The faces of an answer to DetectFaces.
    package static let maxDetectedFaces = 100
    /// The length of a page when the client does not say, or says 0; ours, the service publishes none.
    package static let defaultPage = 1_000

    static let results: ClosedRange<Int64> = 0...4_096
    static let faces: ClosedRange<Int64> = 1...4_096
    static let indexedFaces: ClosedRange<Int64> = 1...2_147_483_647
    static let nameBytes = 1...255
    static let tokenBytes = 1...255
    static let faceIDs = 1...4_096

    /// How many images the body of an operation carries.
    package static func images(of operation: Operation) -> Int {
        switch operation.name {
        case "CompareFaces": 2
        case "IndexFaces", "SearchFacesByImage", "DetectFaces", "SearchUsersByImage", "RecognizeCelebrities",
            "DetectLabels", "DetectText", "DetectModerationLabels", "DetectCustomLabels",
            "DetectProtectiveEquipment":
            1
        default: 0
        }
    }

    /// Bytes of a whole body; checked against Content-Length before anything is read.
    package static func maxBodyBytes(of operation: Operation) -> Int {
        maxPlainBodyBytes + images(of: operation) * maxImageCharacters
    }
}
