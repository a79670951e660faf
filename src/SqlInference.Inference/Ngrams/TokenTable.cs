using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SqlInference.Inference.Text;

namespace SqlInference.Inference.Ngrams;

/// <summary>
/// The tokens of a vocabulary and their numbers, found by their bytes. Those of up to 16 bytes are compared in one step
/// with what stands in the slot; longer ones by a hash first.
/// </summary>
sealed class TokenTable
{
    public const int None = -1;

    const int InlineBytes = 16;

    readonly GrowingList<byte> _bytes = new();
    readonly GrowingList<int> _ends = new();
    Slot[] _slots = new Slot[512];
    int _shift = 64 - 9;

    public int Count => _ends.Count;

    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var start = number == 0 ? 0 : _ends[number - 1];
            return _bytes.Span[start.._ends[number]];
        }
    }

    /// <summary>The number of a token, or <see cref="None"/>. 16 bytes from its beginning have to be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ref readonly byte token, int length)
    {
        if (length > InlineBytes)
            return FindLong(MemoryMarshal.CreateReadOnlySpan(in token, length));
        var (low, high) = Inline(in token, length);
        for (var at = Mix(low, high) >> _shift; ; at = (at + 1) & (ulong)(_slots.Length - 1))
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Low == low && slot.High == high && slot.Length == length)
                return slot.Number;
            if (slot.Length == 0)
                return None;
        }
    }

    /// <summary>The number of a token, which is the next one if it is new.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> token)
    {
        Span<byte> padded = stackalloc byte[InlineBytes];
        padded.Clear();
        if (token.Length <= InlineBytes)
            token.CopyTo(padded);
        ref readonly var first = ref MemoryMarshal.GetReference(token.Length <= InlineBytes ? padded : token);
        if (Find(in first, token.Length) is not None and var number)
            return number;
        number = Count;
        var (low, high) = token.Length <= InlineBytes ? Inline(in first, token.Length) : (Hash(token), 0);
        _bytes.Append(token);
        _ends.Add(_bytes.Count);
        if (number >= _slots.Length / 2)
            Grow();
        Place(new() { Low = low, High = high, Length = token.Length, Number = number });
        return number;
    }

    /// <summary>A number of 64 bits that depends on all bytes of a token and on nothing else.</summary>
    public static ulong Hash(ref readonly byte token, int length)
    {
        if (length > InlineBytes)
            return Hash(MemoryMarshal.CreateReadOnlySpan(in token, length));
        var (low, high) = Inline(in token, length);
        return Mix(low ^ (ulong)length << 56, high);
    }

    int FindLong(ReadOnlySpan<byte> token)
    {
        var low = Hash(token);
        for (var at = Mix(low, 0) >> _shift; ; at = (at + 1) & (ulong)(_slots.Length - 1))
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Length == token.Length && slot.Low == low && this[slot.Number].SequenceEqual(token))
                return slot.Number;
            if (slot.Length == 0)
                return None;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (ulong Low, ulong High) Inline(ref readonly byte token, int length)
    {
        var positions = Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var bytes = Vector128.LoadUnsafe(in token) & Vector128.LessThan(positions, Vector128.Create((byte)length));
        return (bytes.AsUInt64()[0], bytes.AsUInt64()[1]);
    }

    static ulong Hash(ReadOnlySpan<byte> token)
    {
        var hash = (ulong)token.Length;
        for (; token.Length >= 8; token = token[8..])
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(token));
        foreach (var next in token)
            hash = Mix(hash, next);
        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong first, ulong second)
    {
        var high = Math.BigMul(first ^ 0x9E3779B97F4A7C15, second ^ 0xC2B2AE3D27D4EB4F, out var low);
        return high ^ low;
    }

    void Grow()
    {
        var before = _slots;
        _slots = new Slot[before.Length * 2];
        _shift--;
        foreach (var slot in before)
        {
            if (slot.Length > 0)
                Place(slot);
        }
    }

    void Place(Slot slot)
    {
        var at = Mix(slot.Low, slot.High) >> _shift;
        while (_slots[at].Length > 0)
            at = (at + 1) & (ulong)(_slots.Length - 1);
        _slots[at] = slot;
    }

    struct Slot
    {
        public ulong Low, High;
        public int Length, Number;
    }
}
