using System;
using System.Text;
using SqlInference.SqlClr.Json;

namespace SqlInference.SqlClr.Service;

/// <summary>Requests of the registry API: JSON there and back.</summary>
static class Registry
{
    const string What = "The statement was not run";

    public static string Ask(Connection connection, string method, string path, string? body)
    {
        var request = new ServiceRequest(connection, method, path, What);
        var answer = body is null ? request.Receive() : request.Send("application/json", new ArraySegment<byte>(Encoding.UTF8.GetBytes(body)));
        return Checked(answer, What, connection);
    }

    /// <summary>The JSON of an answer that is a success; else the error that it tells.</summary>
    public static string Checked(ServiceAnswer answer, string what, Connection connection)
    {
        if (!answer.IsSuccess)
            throw ErrorDocument.Read(answer, what, connection);
        var text = answer.Text;
        try
        {
            JsonParser.Parse(text);
        }
        catch (JsonException)
        {
            throw ServiceFailure.NotTheService(what, connection, answer.Status);
        }

        return text;
    }
}
