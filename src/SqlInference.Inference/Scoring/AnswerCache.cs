using System.Numerics;
using System.Runtime.CompilerServices;

namespace SqlInference.Inference.Scoring;

/// <summary>
/// A bounded memory of answers by row key, shared by all callers without a lock: an entry holds its key xor-ed with its
/// answer, so one that was half overwritten by another thread matches no key at all and is merely a miss.
/// </summary>
sealed class AnswerCache
{
    // With fewer, keys that meet in a set by chance evict each other long before the cache is full.
    const int Ways = 4;
    const int DefaultEntries = 1 << 16;

    public const long DefaultBytes = DefaultEntries * 3L * sizeof(ulong);

    readonly Entry[] _entries;
    readonly int _setMask;

    public AnswerCache(int entries = DefaultEntries)
    {
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)entries)];
        _setMask = _entries.Length / Ways - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(ulong first, ulong second, out ulong answer)
    {
        ref var set = ref _entries[SetOf(first)];
        for (var way = 0; way < Ways; way++)
        {
            ref var entry = ref Unsafe.Add(ref set, way);
            answer = Volatile.Read(ref entry.Answer);
            if ((Volatile.Read(ref entry.First) ^ answer) == first && (Volatile.Read(ref entry.Second) ^ answer) == second)
                return true;
        }

        answer = 0;
        return false;
    }

    public void Add(ulong first, ulong second, ulong answer)
    {
        ref var entry = ref Place(ref _entries[SetOf(first)], second);
        Volatile.Write(ref entry.Answer, answer);
        Volatile.Write(ref entry.First, first ^ answer);
        Volatile.Write(ref entry.Second, second ^ answer);
    }

    /// <summary>A place that was never used, otherwise one that has to give way.</summary>
    static ref Entry Place(ref Entry set, ulong second)
    {
        for (var way = 0; way < Ways; way++)
        {
            ref var entry = ref Unsafe.Add(ref set, way);
            if ((entry.First | entry.Second | entry.Answer) == 0)
                return ref entry;
        }

        // Unrelated bits of the key pick it: as good as random, and no state is needed.
        return ref Unsafe.Add(ref set, (int)(second & (Ways - 1)));
    }

    int SetOf(ulong first) => ((int)(first >> 32) & _setMask) * Ways;

    struct Entry
    {
        public ulong First;
        public ulong Second;
        public ulong Answer;
    }
}
