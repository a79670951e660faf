using System.Collections.Frozen;
using static SqlInference.Errors.ErrorKind;

namespace SqlInference.Errors;

/// <summary>The one list of error conditions. Codes are append-only: a golden test holds them.</summary>
public static class ErrorConditions
{
    // Statements
    public static readonly ErrorCondition SyntaxError = new("SI001", "syntax_error", Statement);
    public static readonly ErrorCondition UnterminatedText = new("SI002", "unterminated_text", Statement);
    public static readonly ErrorCondition DuplicateClause = new("SI003", "duplicate_clause", Statement);
    public static readonly ErrorCondition InvalidClauseValue = new("SI004", "invalid_clause_value", Statement);
    public static readonly ErrorCondition NameTooLong = new("SI005", "name_too_long", Statement);
    public static readonly ErrorCondition StatementNotSupported = new("SI006", "statement_not_supported", Unsupported);
    public static readonly ErrorCondition UnknownType = new("SI007", "unknown_type", Statement);
    public static readonly ErrorCondition DatabaseError = new("SI008", "database_error", Statement);
    public static readonly ErrorCondition StatementNotAllowedHere = new("SI009", "statement_not_allowed_here", Conflict);

    // Catalog
    public static readonly ErrorCondition UnknownModel = new("SI101", "unknown_model", NotFound);
    public static readonly ErrorCondition ModelExists = new("SI102", "model_exists", Conflict);
    public static readonly ErrorCondition ModelNotReady = new("SI103", "model_not_ready", Conflict);
    public static readonly ErrorCondition UnknownVersion = new("SI104", "unknown_version", NotFound);
    public static readonly ErrorCondition UnknownEndpoint = new("SI105", "unknown_endpoint", NotFound);
    public static readonly ErrorCondition EndpointExists = new("SI106", "endpoint_exists", Conflict);
    public static readonly ErrorCondition FunctionExists = new("SI107", "function_exists", Conflict);
    public static readonly ErrorCondition ModelInUse = new("SI108", "model_in_use", Conflict);
    public static readonly ErrorCondition PermissionDenied = new("SI109", "permission_denied", Permission);
    public static readonly ErrorCondition CatalogTooNew = new("SI110", "catalog_too_new", Unavailable);
    public static readonly ErrorCondition CatalogUnusable = new("SI111", "catalog_unusable", Unavailable);
    public static readonly ErrorCondition UnknownCredential = new("SI112", "unknown_credential", NotFound);
    public static readonly ErrorCondition EndpointNotAllowed = new("SI113", "endpoint_not_allowed", Permission);
    public static readonly ErrorCondition UnknownToken = new("SI114", "unknown_token", NotFound);
    public static readonly ErrorCondition TokenExists = new("SI115", "token_exists", Conflict);

    // Model files
    public static readonly ErrorCondition ModelFileMissing = new("SI201", "model_file_missing", ModelFile);
    public static readonly ErrorCondition ModelFileEmpty = new("SI202", "model_file_empty", ModelFile);
    public static readonly ErrorCondition ModelFileInvalid = new("SI203", "model_file_invalid", ModelFile);
    public static readonly ErrorCondition ModelOperatorUnknown = new("SI204", "model_operator_unknown", ModelFile);
    public static readonly ErrorCondition ModelInputMismatch = new("SI205", "model_input_mismatch", ModelFile);
    public static readonly ErrorCondition ModelOutputMismatch = new("SI206", "model_output_mismatch", ModelFile);
    public static readonly ErrorCondition ModelPathNotAllowed = new("SI207", "model_path_not_allowed", Permission);
    public static readonly ErrorCondition ModelExternalDataNotAllowed = new("SI208", "model_external_data_not_allowed", Permission);
    public static readonly ErrorCondition TokenizerInvalid = new("SI209", "tokenizer_invalid", ModelFile);
    public static readonly ErrorCondition ModelTooLarge = new("SI210", "model_too_large", Unavailable);
    public static readonly ErrorCondition ModelNotExportable = new("SI211", "model_not_exportable", ModelFile);

    // Training data
    public static readonly ErrorCondition TrainingQueryFailed = new("SI301", "training_query_failed", Data);
    public static readonly ErrorCondition NoTrainingRows = new("SI302", "no_training_rows", Data);
    public static readonly ErrorCondition TooFewTrainingRows = new("SI303", "too_few_training_rows", Data);
    public static readonly ErrorCondition OnlyNulls = new("SI304", "only_nulls", Data);
    public static readonly ErrorCondition ColumnNotNumeric = new("SI305", "column_not_numeric", Data);
    public static readonly ErrorCondition NotFinite = new("SI306", "not_finite", Data);
    public static readonly ErrorCondition UnknownColumn = new("SI307", "unknown_column", Statement);
    public static readonly ErrorCondition InvalidHyperparameter = new("SI308", "invalid_hyperparameter", Statement);
    public static readonly ErrorCondition TrainingLibraryMissing = new("SI309", "training_library_missing", Unavailable);
    public static readonly ErrorCondition TrainingFailed = new("SI310", "training_failed", Data);
    public static readonly ErrorCondition TargetNotAccepted = new("SI311", "target_not_accepted", Data);

    // Prediction
    public static readonly ErrorCondition ValueDoesNotFit = new("SI401", "value_does_not_fit", Data);
    public static readonly ErrorCondition DeadlineExceeded = new("SI402", "deadline_exceeded", ErrorKind.Timeout);
    public static readonly ErrorCondition QueueFull = new("SI403", "queue_full", Overloaded);
    public static readonly ErrorCondition DeviceNotAvailable = new("SI404", "device_not_available", Unavailable);
    public static readonly ErrorCondition ModelFailed = new("SI405", "model_failed", Unavailable);
    public static readonly ErrorCondition EndpointFailed = new("SI406", "endpoint_failed", Unavailable);
    public static readonly ErrorCondition ListLengthsDiffer = new("SI407", "list_lengths_differ", Data);
    public static readonly ErrorCondition InputNotAccepted = new("SI408", "input_not_accepted", Data);
    public static readonly ErrorCondition ResponseInvalid = new("SI409", "response_invalid", Unavailable);

    // Data folder
    public static readonly ErrorCondition DataFolderUnusable = new("SI501", "data_folder_unusable", Unavailable);
    public static readonly ErrorCondition DataFolderInUse = new("SI502", "data_folder_in_use", Conflict);
    public static readonly ErrorCondition DiskFull = new("SI503", "disk_full", Unavailable);
    public static readonly ErrorCondition FileNotReadable = new("SI504", "file_not_readable", NotFound);
    public static readonly ErrorCondition BackupInvalid = new("SI505", "backup_invalid", Unavailable);

    // The service and its clients
    public static readonly ErrorCondition Unauthenticated = new("SI601", "unauthenticated", ErrorKind.Unauthenticated);
    public static readonly ErrorCondition RequestMalformed = new("SI602", "request_malformed", Request);
    public static readonly ErrorCondition RequestTooLarge = new("SI603", "request_too_large", TooLarge);
    public static readonly ErrorCondition MediaTypeNotSupported = new("SI604", "media_type_not_supported", MediaType);
    public static readonly ErrorCondition UnknownPath = new("SI605", "unknown_path", NotFound);
    public static readonly ErrorCondition ServiceStopping = new("SI606", "service_stopping", Unavailable);
    public static readonly ErrorCondition ConfigurationInvalid = new("SI607", "configuration_invalid", Request);
    public static readonly ErrorCondition AddressUnusable = new("SI608", "address_unusable", Unavailable);
    public static readonly ErrorCondition UnknownStatementRun = new("SI609", "unknown_statement_run", NotFound);
    public static readonly ErrorCondition ServiceUnreachable = new("SI610", "service_unreachable", Unavailable);

    public static readonly ErrorCondition InternalError = new("SI999", "internal_error", Internal);

    static readonly FrozenDictionary<string, ErrorCondition> ByCode =
        typeof(ErrorConditions).GetFields()
            .Where(field => field.FieldType == typeof(ErrorCondition))
            .Select(field => (ErrorCondition)field.GetValue(null)!)
            .ToFrozenDictionary(condition => condition.Code);

    public static IReadOnlyCollection<ErrorCondition> All => ByCode.Values;

    /// <summary>The condition with this code, or null.</summary>
    public static ErrorCondition? Find(string code) => ByCode.GetValueOrDefault(code);
}
