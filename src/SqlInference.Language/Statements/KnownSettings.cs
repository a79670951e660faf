using System.Collections.Frozen;
using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>The table of settings.</summary>
static class KnownSettings
{
    public static readonly IReadOnlyList<SettingDefinition> All =
    [
        SettingDefinition.Text("S3_BUCKET", "Kept and shown; used for files on AWS."),
        SettingDefinition.Text("KMS_KEY_ID", "Kept and shown; used for files on AWS."),
        SettingDefinition.Switch("S3_GARBAGE_COLLECT", "Kept and shown; used for files on AWS."),
        SettingDefinition.Integer("MAX_CELLS", "Rows times columns of a training set; larger sets are sampled. Default 1000000.", 1, long.MaxValue),
        SettingDefinition.Integer("MAX_RUNTIME", "Seconds that training may take. Default 5400.", 1, int.MaxValue),
        SettingDefinition.TextOf("ON_ERROR", "'fail' (default): the statement fails, naming the model. 'null': rows that the model refuses become NULL and are counted.", "fail", "null"),
        SettingDefinition.Switch("CSV_HEADER", "Send a header line to the endpoint. ON of an endpoint FOR MODEL: CSV that comes in may begin with one."),
        SettingDefinition.TextOf("ANSWER", "Of an endpoint FOR MODEL. 'negotiate' (default): in the format that the client accepts. 'json': in the algorithm's JSON, whatever it accepts.", "negotiate", "json"),
        SettingDefinition.Integer("MAX_BATCH_ROWS", "The most rows in one request.", 1, int.MaxValue),
        SettingDefinition.Integer("MAX_CONCURRENCY", "The most requests under way at once.", 1, int.MaxValue),
        SettingDefinition.Integer("TIMEOUT_MS", "Milliseconds that one request may take.", 1, int.MaxValue),
        SettingDefinition.Switch("CACHE", "Answer equal rows of one query from a bounded cache."),
        SettingDefinition.Text("DEVICE", "Where the model runs.", "'auto', 'cpu', 'cuda' or 'cuda:0'", CanonicalDevice),
        SettingDefinition.WordOf("FORMAT", "The model's format, where its file does not say.", "ONNX", "XGBOOST", "LINEAR_LEARNER", "RANDOM_CUT_FOREST"),
        SettingDefinition.Text("INPUT", "The model's tensor that takes the rows."),
        SettingDefinition.Text("OUTPUT", "The model's tensor that holds the predictions."),
        SettingDefinition.Text("TOKENIZER", "The file that turns text into tokens."),
        SettingDefinition.Integer("MAX_TOKENS", "The most tokens of one text; the rest is cut off.", 1, int.MaxValue),
        SettingDefinition.Integer("SEED", "Makes training repeatable.", 0, long.MaxValue),
        SettingDefinition.TextOf("EVALUATOR", "What computes the predictions. 'vector': our evaluator of trees; 'auto' (default) takes it where an ONNX model is trees and nothing else.", "auto", "onnxruntime", "vector"),
        SettingDefinition.Integer("HORIZON", "How many steps ahead a FORECAST model looks.", 1, int.MaxValue),
        SettingDefinition.Text("FREQUENCY", "The step of a FORECAST model.", "a step such as 'H', 'D', 'W', 'M', 'Y' or '15min'", CanonicalFrequency),
        SettingDefinition.Text("PERCENTILES", "What a FORECAST model predicts.", "a list of numbers between 0 and 1 and 'mean', such as '0.10,0.50,0.90,mean'", CanonicalPercentiles),
    ];

    static readonly FrozenDictionary<string, SettingDefinition> ByName =
        All.ToFrozenDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase);

    public static SettingDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    public static string DidYouMean(string name)
    {
        var nearest = NearestNames.Find(name, All.Select(definition => definition.Name));
        return nearest.Count > 0
            ? $"Did you mean {ListText.Or(nearest)}?"
            : $"The settings are {ListText.Join([.. All.Select(definition => definition.Name)], "and")}.";
    }

    static string? CanonicalDevice(string value)
    {
        var device = value.ToLowerInvariant();
        return device is "auto" or "cpu" or "cuda" || (device.StartsWith("cuda:", StringComparison.Ordinal)
            && byte.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? device : null;
    }

    static string? CanonicalFrequency(string value)
    {
        var unit = value.AsSpan().TrimStart("0123456789");
        var count = value.AsSpan(0, value.Length - unit.Length);
        var isCount = count.Length == 0
            || (int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0);
        return !isCount ? null : unit switch
        {
            "Y" or "M" or "W" or "D" or "H" or "y" or "m" or "w" or "d" or "h" => value.ToUpperInvariant(),
            _ when unit.Equals("min", StringComparison.OrdinalIgnoreCase) => $"{count}min",
            _ => null,
        };
    }

    static string? CanonicalPercentiles(string value)
    {
        var parts = value.Split(',', StringSplitOptions.TrimEntries);
        return Array.TrueForAll(parts, IsPercentile) ? string.Join(',', parts).ToLowerInvariant() : null;
    }

    static bool IsPercentile(string part) =>
        part.Equals("mean", StringComparison.OrdinalIgnoreCase)
        || (decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and < 1);
}
