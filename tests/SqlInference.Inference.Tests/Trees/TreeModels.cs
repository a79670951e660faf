using System.Text.Json;
using SqlInference.Inference.Trees.XGBoost;

namespace SqlInference.Inference.Tests.Trees;

/// <summary>The models that make_models.py writes, and what XGBoost predicted with them.</summary>
static class TreeModels
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Trees", "models", file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(PathOf(file));

    public static XGBoostModel Read(string file) => XGBoostFile.Read(PathOf(file), "m");

    public static Expected Expected(string file)
    {
        using var document = JsonDocument.Parse(Bytes(Path.ChangeExtension(file, "expected.json")));
        float[][] Table(string name) => [.. document.RootElement.GetProperty(name).EnumerateArray().Select(row =>
            row.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? float.NaN : value.GetSingle()).ToArray())];
        return new(Table("rows"), Table("margins"), Table("predictions"));
    }
}

/// <param name="Rows">NaN where a value is missing.</param>
/// <param name="Margins">The sums of the trees.</param>
sealed record Expected(float[][] Rows, float[][] Margins, float[][] Predictions);
