using System.Diagnostics.CodeAnalysis;

namespace SqlInference.Training.Profiles;

/// <summary>How often texts come.</summary>
/// <param name="most">Further texts are not counted.</param>
sealed class TextCounts(int most)
{
    readonly Dictionary<byte[], int> _counts = new(Bytes.Comparer);

    public int Distinct => _counts.Count;

    /// <summary>Whether there may be more texts than are counted.</summary>
    public bool IsFull => Distinct == most;

    /// <summary>Whether no text came twice.</summary>
    public bool AllDiffer { get; private set; } = true;

    public void Add(byte[] text)
    {
        if (_counts.TryGetValue(text, out var count))
        {
            _counts[text] = count + 1;
            AllDiffer = false;
        }
        else if (!IsFull)
        {
            _counts.Add(text, 1);
        }
    }

    /// <summary>Most frequent first; of equally frequent ones the smaller in the order of bytes.</summary>
    public IEnumerable<(byte[] Text, int Count)> MostFrequent(int number) => _counts
        .OrderByDescending(count => count.Value).ThenBy(count => count.Key, Bytes.Order)
        .Take(number).Select(count => (count.Key, count.Value));

    sealed class Bytes : IEqualityComparer<byte[]>
    {
        public static readonly Bytes Comparer = new();
        public static readonly Comparer<byte[]> Order = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }
    }
}
