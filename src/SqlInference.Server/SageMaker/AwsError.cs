using Microsoft.AspNetCore.Http;
using SqlInference.Errors;

namespace SqlInference.Server.SageMaker;

/// <summary>A failure with the name by which AWS's clients know it.</summary>
sealed class AwsError : SqlInferenceException
{
    public const string ValidationError = "ValidationError";

    AwsError(ErrorCondition condition, string type, int status, string message, string? hint)
        : base(condition, message, hint)
    {
        Type = type;
        Status = status;
    }

    /// <summary>What clients raise as an exception.</summary>
    public string Type { get; }

    public int Status { get; }

    /// <summary>The request is not one that SageMaker would hand to a model.</summary>
    public static AwsError Validation(string message, string? hint = null) =>
        new(ErrorConditions.RequestMalformed, ValidationError, StatusCodes.Status400BadRequest, message, hint);

    public static AwsError UnknownEndpoint(string name) =>
        new(ErrorConditions.UnknownEndpoint, ValidationError, StatusCodes.Status400BadRequest,
            $"There is no endpoint '{name}', or it is not for you to call.", "SHOW ENDPOINT lists them; CREATE ENDPOINT … FOR MODEL makes one.");

    public static AwsError NoContainerModel() =>
        new(ErrorConditions.UnknownPath, ValidationError, StatusCodes.Status404NotFound, "No model was chosen to answer /invocations.",
            "Name one with the setting container_model, or call an endpoint by POST /endpoints/NAME/invocations.");

    public static AwsError Signature(string type, string message, string? hint = null) =>
        new(ErrorConditions.Unauthenticated, type, StatusCodes.Status403Forbidden, message, hint);
}
