using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqlInference.Catalog;
using SqlInference.Inference.Columns;
using SqlInference.Server.Access;
using SqlInference.Service;
using SqlInference.Service.Hosting;

namespace SqlInference.Server.OpenInference;

/// <summary>What models take and give, and whether they can answer.</summary>
sealed class ModelDocuments(InferenceService service)
{
    public ValueTask DescribeAsync(HttpContext http, Caller caller)
    {
        var model = ModelRoute.Find(http, caller, service.Published);
        return JsonAnswer.WriteAsync(http, StatusCodes.Status200OK, json => Describe(json, model));
    }

    public ValueTask ReadyAsync(HttpContext http, Caller caller)
    {
        string name;
        var ready = true;
        try
        {
            name = ModelRoute.Find(http, caller, service.Published).WireName;
        }
        catch (Errors.SqlInferenceException exception) when (exception.Condition == Errors.ErrorConditions.ModelNotReady)
        {
            name = ModelRoute.NameIn(http);
            ready = false;
        }

        return JsonAnswer.WriteAsync(http, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteString("name", name);
            json.WriteBoolean("ready", ready);
        });
    }

    void Describe(Utf8JsonWriter json, PublishedModel model)
    {
        json.WriteString("name", model.WireName);
        json.WriteStartArray("versions");
        foreach (var version in service.Catalog.Models.Versions(model.Model.Id).Where(version => version.State is VersionState.Ready or VersionState.Retired))
            json.WriteStringValue(version.Number.ToString(CultureInfo.InvariantCulture));
        json.WriteEndArray();
        json.WriteString("platform", "sqlinference");
        var signature = model.Outputs.Signature;
        json.WriteStartArray("inputs");
        foreach (var input in signature.Inputs)
            WriteTensor(json, input.Name, input.Type, input.AcceptsNull);
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (var output in signature.Outputs)
            WriteTensor(json, output.Name, output.Type, null);
        json.WriteEndArray();
    }

    static void WriteTensor(Utf8JsonWriter json, string name, ColumnType type, bool? acceptsNull)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("datatype", TensorDatatypes.NameOf(type.Element));
        json.WriteStartArray("shape");
        json.WriteNumberValue(-1);
        if (type.IsList)
            json.WriteNumberValue(type.ListLength);
        json.WriteEndArray();
        if (acceptsNull is { } accepts)
        {
            json.WriteStartObject("parameters");
            json.WriteBoolean("accepts_null", accepts);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
