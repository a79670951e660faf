using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Server.Requests;

namespace SqlInference.Server.SageMaker;

/// <summary>
/// Errors as SageMaker's runtime has them, which AWS's clients raise as exceptions of these names. What a model's container
/// would refuse is a <c>ModelError</c>; what SageMaker itself would, a <c>ValidationError</c>.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html</remarks>
sealed class SageMakerErrors : IErrorWriter
{
    const string ModelError = "ModelError";

    public static readonly SageMakerErrors Instance = new();

    // People read these in a terminal.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task WriteAsync(HttpContext http, SqlInferenceException error)
    {
        var (type, status) = error is AwsError aws ? (aws.Type, aws.Status) : TypeOf(error.Condition);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers["x-amzn-ErrorType"] = type;
        http.Response.Headers["x-amzn-RequestId"] = RequestId.Of(http);
        if (status == StatusCodes.Status429TooManyRequests && http.Response.Headers.RetryAfter.Count == 0)
            http.Response.Headers.RetryAfter = "1";

        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, Options);
        json.WriteStartObject();
        if (type == ModelError)
            WriteModelError(json, error);
        else
            json.WriteString(type == AwsError.ValidationError ? "message" : "Message", Text(error));
        json.WriteEndObject();
    }

    static (string Type, int Status) TypeOf(ErrorCondition condition)
    {
        if (condition == ErrorConditions.ModelNotReady)
            return ("ModelNotReadyException", StatusCodes.Status429TooManyRequests);
        if (IsOfModel(condition))
            return (ModelError, StatusCodes.Status424FailedDependency);
        return condition.Kind switch
        {
            ErrorKind.NotFound or ErrorKind.Conflict or ErrorKind.Unsupported => (AwsError.ValidationError, StatusCodes.Status400BadRequest),
            ErrorKind.TooLarge => (AwsError.ValidationError, StatusCodes.Status413PayloadTooLarge),
            ErrorKind.Overloaded => ("ThrottlingException", StatusCodes.Status429TooManyRequests),
            ErrorKind.Permission or ErrorKind.Unauthenticated => ("AccessDeniedException", StatusCodes.Status403Forbidden),
            ErrorKind.Unavailable => ("ServiceUnavailable", StatusCodes.Status503ServiceUnavailable),
            _ => ("InternalFailure", StatusCodes.Status500InternalServerError),
        };
    }

    static bool IsOfModel(ErrorCondition condition) =>
        condition.Kind is ErrorKind.Data or ErrorKind.Request or ErrorKind.MediaType or ErrorKind.ModelFile or ErrorKind.Statement or ErrorKind.Timeout
        || condition == ErrorConditions.ModelFailed || condition == ErrorConditions.EndpointFailed || condition == ErrorConditions.ResponseInvalid;

    static void WriteModelError(Utf8JsonWriter json, SqlInferenceException error)
    {
        json.WriteString("Message", $"The model answered {error.Condition.HttpStatus}: {Text(error)}");
        json.WriteNumber("OriginalStatusCode", error.Condition.HttpStatus);
        json.WriteString("OriginalMessage", Text(error));
        // There is no CloudWatch behind this; clients expect a text.
        json.WriteString("LogStreamArn", "");
    }

    static string Text(SqlInferenceException error) => error.Hint is null ? error.Message : $"{error.Message} {error.Hint}";
}
