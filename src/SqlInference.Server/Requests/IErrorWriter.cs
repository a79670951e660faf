using Microsoft.AspNetCore.Http;
using SqlInference.Errors;

namespace SqlInference.Server.Requests;

/// <summary>How a protocol tells its clients that a request failed.</summary>
interface IErrorWriter
{
    /// <summary>Writes status, headers and body. Nothing of the response has been sent yet.</summary>
    Task WriteAsync(HttpContext http, SqlInferenceException error);
}
