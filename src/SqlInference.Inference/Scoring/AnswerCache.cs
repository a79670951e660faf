using System.Numerics;
using System.Runtime.CompilerServices;

namespace SqlInference.Inference.Scoring;

/// <summary>
/// A bounded memory of answers by row key, shared by all callers without a lock: an entry holds its key xor-ed with its
/// answer, so one that was half overwritten by another thread matches no key at all and is merely a miss.
/// </summary>
sealed class AnswerCache
{
    const int Ways = 2;
    const int DefaultEntries = 1 << 16;

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
        // An unrelated bit of the key picks the entry to give way: as good as random, and needs no state.
        ref var entry = ref _entries[SetOf(first) + (int)(second & (Ways - 1))];
        Volatile.Write(ref entry.Answer, answer);
        Volatile.Write(ref entry.First, first ^ answer);
        Volatile.Write(ref entry.Second, second ^ answer);
    }

    int SetOf(ulong first) => ((int)(first >> 32) & _setMask) * Ways;

    struct Entry
    {
        public ulong First;
        public ulong Second;
        public ulong Answer;
    }
}
