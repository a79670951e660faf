using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Language.Tests;

/// <summary>
/// Codes leave the process: databases, scripts and dashboards know them. A condition may be added at the end of its
/// group, never renamed, renumbered or removed.
/// </summary>
public sealed class ErrorConditionsTests
{
    static readonly string[] Published =
    [
        "SI001 syntax_error Statement 400 3",
        "SI002 unterminated_text Statement 400 3",
        "SI003 duplicate_clause Statement 400 3",
        "SI004 invalid_clause_value Statement 400 3",
        "SI005 name_too_long Statement 400 3",
        "SI006 statement_not_supported Unsupported 501 3",
        "SI007 unknown_type Statement 400 3",
        "SI008 database_error Statement 400 3",
        "SI009 statement_not_allowed_here Conflict 409 4",
        "SI101 unknown_model NotFound 404 4",
        "SI102 model_exists Conflict 409 4",
        "SI103 model_not_ready Conflict 409 4",
        "SI104 unknown_version NotFound 404 4",
        "SI105 unknown_endpoint NotFound 404 4",
        "SI106 endpoint_exists Conflict 409 4",
        "SI107 function_exists Conflict 409 4",
        "SI108 model_in_use Conflict 409 4",
        "SI109 permission_denied Permission 403 7",
        "SI110 catalog_too_new Unavailable 503 8",
        "SI111 catalog_unusable Unavailable 503 8",
        "SI112 unknown_credential NotFound 404 4",
        "SI113 endpoint_not_allowed Permission 403 7",
        "SI114 unknown_token NotFound 404 4",
        "SI115 token_exists Conflict 409 4",
        "SI201 model_file_missing ModelFile 400 5",
        "SI202 model_file_empty ModelFile 400 5",
        "SI203 model_file_invalid ModelFile 400 5",
        "SI204 model_operator_unknown ModelFile 400 5",
        "SI205 model_input_mismatch ModelFile 400 5",
        "SI206 model_output_mismatch ModelFile 400 5",
        "SI207 model_path_not_allowed Permission 403 7",
        "SI208 model_external_data_not_allowed Permission 403 7",
        "SI209 tokenizer_invalid ModelFile 400 5",
        "SI210 model_too_large Unavailable 503 8",
        "SI211 model_not_exportable ModelFile 400 5",
        "SI301 training_query_failed Data 400 6",
        "SI302 no_training_rows Data 400 6",
        "SI303 too_few_training_rows Data 400 6",
        "SI304 only_nulls Data 400 6",
        "SI305 column_not_numeric Data 400 6",
        "SI306 not_finite Data 400 6",
        "SI307 unknown_column Statement 400 3",
        "SI308 invalid_hyperparameter Statement 400 3",
        "SI309 training_library_missing Unavailable 503 8",
        "SI310 training_failed Data 400 6",
        "SI311 target_not_accepted Data 400 6",
        "SI401 value_does_not_fit Data 400 6",
        "SI402 deadline_exceeded Timeout 504 8",
        "SI403 queue_full Overloaded 429 8",
        "SI404 device_not_available Unavailable 503 8",
        "SI405 model_failed Unavailable 503 8",
        "SI406 endpoint_failed Unavailable 503 8",
        "SI407 list_lengths_differ Data 400 6",
        "SI408 input_not_accepted Data 400 6",
        "SI409 response_invalid Unavailable 503 8",
        "SI501 data_folder_unusable Unavailable 503 8",
        "SI502 data_folder_in_use Conflict 409 4",
        "SI503 disk_full Unavailable 503 8",
        "SI504 file_not_readable NotFound 404 4",
        "SI505 backup_invalid Unavailable 503 8",
        "SI601 unauthenticated Unauthenticated 401 7",
        "SI602 request_malformed Request 400 3",
        "SI603 request_too_large TooLarge 413 6",
        "SI604 media_type_not_supported MediaType 415 3",
        "SI605 unknown_path NotFound 404 4",
        "SI606 service_stopping Unavailable 503 8",
        "SI607 configuration_invalid Request 400 3",
        "SI608 address_unusable Unavailable 503 8",
        "SI609 unknown_statement_run NotFound 404 4",
        "SI610 service_unreachable Unavailable 503 8",
        "SI999 internal_error Internal 500 1",
    ];

    [Fact]
    public void Published_conditions_keep_code_name_and_who_can_mend_them()
    {
        var current = ErrorConditions.All.ToDictionary(condition => condition.Code, Describe);
        foreach (var line in Published)
            Assert.Equal(line, current.GetValueOrDefault(line[..5]));
    }

    [Fact]
    public void Every_condition_is_published() =>
        Assert.Equal(Published.Order(StringComparer.Ordinal), ErrorConditions.All.Select(Describe).Order(StringComparer.Ordinal));

    [Fact]
    public void Names_and_numbers_of_SQL_Server_are_unique_and_in_its_range()
    {
        Assert.Equal(ErrorConditions.All.Count, ErrorConditions.All.Select(condition => condition.Name).Distinct().Count());
        Assert.Equal(ErrorConditions.All.Count, ErrorConditions.All.Select(condition => condition.SqlServerNumber).Distinct().Count());
        Assert.All(ErrorConditions.All, condition => Assert.InRange(condition.SqlServerNumber, 51_001, 51_999));
    }

    [Fact]
    public void A_code_finds_its_condition()
    {
        Assert.Same(ErrorConditions.SyntaxError, ErrorConditions.Find("SI001"));
        Assert.Null(ErrorConditions.Find("SI000"));
    }

    static string Describe(ErrorCondition condition) =>
        string.Create(CultureInfo.InvariantCulture, $"{condition.Code} {condition.Name} {condition.Kind} {condition.HttpStatus} {condition.ExitCode}");
}
