using System.Text;
using SqlInference.Training.Ngrams;

namespace SqlInference.Training.Tests.Ngrams;

/// <summary>Texts in memory.</summary>
sealed class Texts(IEnumerable<string> texts) : ITexts
{
    readonly byte[][] _texts = [.. texts.Select(Encoding.UTF8.GetBytes)];

    public int Count => _texts.Length;

    public int[] Rows => [.. Enumerable.Range(0, Count)];

    public ReadOnlySpan<byte> this[int row] => _texts[row];
}
