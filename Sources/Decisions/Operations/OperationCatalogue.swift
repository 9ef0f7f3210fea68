package import StrictJSON

/// The 75 operations of the protocol (version 2016-06-27) and what each does to faces.
///
/// The classification follows AWS's public service model; everything that is decided about an operation starts here.
package enum OperationCatalogue {
    /// Every operation, sorted by name.
    package static let all: [Operation] = table.flatMap { row in
        row.names.map { name in
            let exact = ExactString(name)
            return Operation(
                name: exact,
                group: row.group,
                subject: collectionOperations.contains(exact) ? .collection : .service
            )
        }
    }
    .sorted { $0.name < $1.name }

    /// The operation of a name, compared as bytes, or nil when the protocol has none.
    package static func operation(named name: ExactString) -> Operation? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    private static let table: [(group: ActionGroup, names: [String])] = [
        (
            .match,
            [
                "CompareFaces", "GetCelebrityRecognition", "RecognizeCelebrities", "SearchFaces",
                "SearchFacesByImage", "SearchUsers", "SearchUsersByImage", "StartCelebrityRecognition",
            ]
        ),
        (
            .live,
            [
                "CreateStreamProcessor", "GetFaceSearch", "StartFaceSearch", "StartStreamProcessor",
                "UpdateStreamProcessor",
            ]
        ),
        (
            .enrol,
            [
                "AssociateFaces", "CreateCollection", "CreateUser", "IndexFaces",
            ]
        ),
        (
            .erase,
            [
                "DeleteCollection", "DeleteFaces", "DeleteStreamProcessor", "DeleteUser",
                "DisassociateFaces", "StopStreamProcessor",
            ]
        ),
        (
            .readGallery,
            [
                "DescribeCollection", "DescribeStreamProcessor", "GetCelebrityInfo", "ListCollections",
                "ListFaces", "ListStreamProcessors", "ListUsers",
            ]
        ),
        (
            .analyse,
            [
                "CreateFaceLivenessSession", "DetectCustomLabels", "DetectFaces", "DetectLabels",
                "DetectModerationLabels", "DetectProtectiveEquipment", "DetectText",
                "GetContentModeration", "GetFaceDetection", "GetFaceLivenessSessionResults",
                "GetLabelDetection", "GetMediaAnalysisJob", "GetPersonTracking", "GetSegmentDetection",
                "GetTextDetection", "ListMediaAnalysisJobs", "StartContentModeration",
                "StartFaceDetection", "StartLabelDetection", "StartMediaAnalysisJob",
                "StartPersonTracking", "StartSegmentDetection", "StartTextDetection",
            ]
        ),
        (
            .unrelated,
            [
                "CopyProjectVersion", "CreateDataset", "CreateProject", "CreateProjectVersion",
                "DeleteDataset", "DeleteProject", "DeleteProjectPolicy", "DeleteProjectVersion",
                "DescribeDataset", "DescribeProjectVersions", "DescribeProjects",
                "DistributeDatasetEntries", "ListDatasetEntries", "ListDatasetLabels",
                "ListProjectPolicies", "ListTagsForResource", "PutProjectPolicy", "StartProjectVersion",
                "StopProjectVersion", "TagResource", "UntagResource", "UpdateDatasetEntries",
            ]
        ),
    ]

    /// Those whose request names one collection.
    private static let collectionOperations: Set<ExactString> = [
        "AssociateFaces", "CreateCollection", "CreateUser", "DeleteCollection", "DeleteFaces",
        "DeleteUser", "DescribeCollection", "DisassociateFaces", "IndexFaces", "ListFaces", "ListUsers",
        "SearchFaces", "SearchFacesByImage", "SearchUsers", "SearchUsersByImage", "StartFaceSearch",
    ]
}
