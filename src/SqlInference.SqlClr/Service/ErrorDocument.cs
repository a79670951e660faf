using SqlInference.SqlClr.Json;

namespace SqlInference.SqlClr.Service;

/// <summary>An error as the service tells it: <c>{"error", "code"}</c> where models are asked, a problem document elsewhere.</summary>
static class ErrorDocument
{
    public static InferenceError Read(ServiceAnswer answer, string what, Connection connection)
    {
        try
        {
            if (JsonParser.Parse(answer.Text) is JsonObject document && document.Text("code") is { } code && InferenceError.IsCode(code)
                && (document.Text("detail") ?? document.Text("error")) is { } message)
                return new(code, message, document.Text("hint") ?? HintOf(code, connection));
        }
        catch (JsonException)
        {
            // A page of something between us and the service.
        }

        return ServiceFailure.NotTheService(what, connection, answer.Status);
    }

    static string? HintOf(string code, Connection connection) => code switch
    {
        ErrorCodes.Unauthenticated when connection.Token is null => "The service asks for a token: EXEC sqlinference.set_service @token = N'…'.",
        ErrorCodes.Unauthenticated => "The token that sqlinference.set_service was told is not one that the service knows.",
        ErrorCodes.QueueFull => "Run the query again later, or let fewer queries predict at the same time.",
        _ => null,
    };
}
