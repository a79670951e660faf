using System.Globalization;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Server.Requests;
using SqlInference.Service.Hosting;

namespace SqlInference.Server.OpenInference;

/// <summary>The model that a path names, in the version that it names.</summary>
static class ModelRoute
{
    public const string Prefix = "/v2/models/";
    public const string Version = "version";

    public static PublishedModel Find(HttpContext http, Caller caller, PublishedModels models)
    {
        var name = NameIn(http);
        if (http.Request.RouteValues[Version] is not string version)
            return caller.Find(models, name);
        if (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return caller.Find(models, name, number);

        var model = caller.Find(models, name).Model;
        throw new SqlInferenceException(ErrorConditions.UnknownVersion, $"Model {model.Name} has no version '{version}' that can answer.",
            string.Create(CultureInfo.InvariantCulture, $"Its current version is {model.CurrentVersion}."));
    }

    public static string NameIn(HttpContext http) => RawPath.SegmentBehind(http, Prefix)
        ?? throw new SqlInferenceException(ErrorConditions.UnknownPath, $"There is nothing at {http.Request.Path}.", $"Write the path as {Prefix}MODEL.");
}
