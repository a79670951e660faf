using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SqlInference.Server.SageMaker;

/// <summary>What the headers of an invocation ask for.</summary>
/// <param name="CustomAttributes">Handed back as it came.</param>
/// <param name="Model">Another model than the endpoint's own; null for that.</param>
/// <param name="Version">A version other than the current one; null for that.</param>
readonly record struct InvocationHeaders(string? CustomAttributes, string? Model, int? Version)
{
    public const string CustomAttributesHeader = "X-Amzn-SageMaker-Custom-Attributes";
    public const string InvokedVariantHeader = "x-Amzn-Invoked-Production-Variant";

    const string TargetModel = "X-Amzn-SageMaker-Target-Model";
    const string TargetVariant = "X-Amzn-SageMaker-Target-Variant";
    const string InferenceId = "X-Amzn-SageMaker-Inference-Id";

    const string AllTraffic = "AllTraffic";
    const string VersionPrefix = "version-";

    const int LongestAttributes = 1024;
    const int LongestId = 64;

    /// <summary>Nothing behind an endpoint here could do what these ask for.</summary>
    static readonly string[] NotHere = ["X-Amzn-SageMaker-Target-Container-Hostname", "X-Amzn-SageMaker-Enable-Explanations"];

    static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    /// <summary>What answers, as the client is told.</summary>
    public string Variant => Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{VersionPrefix}{version}") : AllTraffic;

    public static InvocationHeaders Read(IHeaderDictionary headers)
    {
        foreach (var header in NotHere)
        {
            if (headers.ContainsKey(header))
                throw AwsError.Validation($"The header {header} asks for what endpoints here do not have.", "Leave it out.");
        }

        _ = Text(headers, InferenceId, LongestId);
        var version = VersionOf(Text(headers, TargetVariant, LongestId));
        var model = Text(headers, TargetModel, LongestAttributes);
        if (model is not null && TryVersion(model, out var targeted))
        {
            if (version is not null && version != targeted)
                throw AwsError.Validation($"{TargetModel} asks for version {model}, {TargetVariant} for another.", "Give one of them.");
            (model, version) = (null, targeted);
        }

        return new(Text(headers, CustomAttributesHeader, LongestAttributes), model, version);
    }

    /// <summary>The id that a client gave its request, for the log; null where there is none.</summary>
    public static string? IdOf(IHeaderDictionary headers) => headers[InferenceId] is { Count: 1 } id ? id[0] : null;

    static int? VersionOf(string? variant)
    {
        if (variant is null or AllTraffic)
            return null;
        if (variant.StartsWith(VersionPrefix, StringComparison.Ordinal) && TryVersion(variant[VersionPrefix.Length..], out var version))
            return version;
        throw AwsError.Validation($"There is no variant '{variant}'.", $"The variants are {AllTraffic} and {VersionPrefix}N, where N is a version of the model.");
    }

    static bool TryVersion(string text, out int version) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0;

    static string? Text(IHeaderDictionary headers, string name, int longest)
    {
        var values = headers[name];
        if (values.Count == 0)
            return null;
        if (values.Count == 1 && values[0] is { Length: > 0 } text && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(Printable))
            return text;
        throw AwsError.Validation(string.Create(CultureInfo.InvariantCulture, $"The header {name} is not 1 to {longest} printable ASCII characters."));
    }
}
