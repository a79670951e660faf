using System.Text.Json;

namespace SqlInference.Training.Tests.Ngrams;

/// <summary>What scikit-learn gives: see make_reference.py.</summary>
sealed record Reference(string[] Texts, int[] Stars, Dictionary<string, double> Idf, Dictionary<string, double>[] Rows, double Softmax, double Logistic, double Squared)
{
    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static Reference Read() => JsonSerializer.Deserialize<Reference>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "reference.json")), Web)!;
}
