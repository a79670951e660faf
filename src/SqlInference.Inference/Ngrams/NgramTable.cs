using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SqlInference.Inference.Ngrams;

/// <summary>
/// The n-grams of a vocabulary as a tree: an n-gram is a node below the n-gram without its last token, so that numbers
/// stand for texts and nothing but equal texts are equal. The first nodes are the tokens themselves.
/// </summary>
sealed class NgramTable
{
    public const int None = -1;

    const ulong Empty = ulong.MaxValue;

    Slot[] _slots = NewSlots(512);
    int _shift = 64 - 9;

    public NgramTable(int tokens) => Nodes = tokens;

    /// <summary>How many nodes there are, tokens included.</summary>
    public int Nodes { get; private set; }

    /// <summary>How many nodes are n-grams of two tokens and more.</summary>
    public int Count { get; private set; }

    /// <summary>The node below <paramref name="node"/>, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int node, int token)
    {
        var key = Key(node, token);
        for (var at = Place(key); ; at = (at + 1) & (_slots.Length - 1))
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Key == key)
                return slot.Node;
            if (slot.Key == Empty)
                return None;
        }
    }

    /// <summary>Has the processor fetch what <see cref="Find"/> will read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int node, int token)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[Place(Key(node, token))]));
    }

    public int FindOrAdd(int node, int token)
    {
        if (Find(node, token) is not None and var found)
            return found;
        // Fuller than other tables: what is looked up has to come from the outer caches.
        if (Count >= _slots.Length / 8 * 5)
            Grow();
        Add(new() { Key = Key(node, token), Node = Nodes });
        Count++;
        return Nodes++;
    }

    static ulong Key(int node, int token) => (ulong)(uint)node << 32 | (uint)token;

    static Slot[] NewSlots(int length)
    {
        var slots = new Slot[length];
        Array.Fill(slots, new() { Key = Empty });
        return slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Place(ulong key) => (int)(TokenTable.Mix(key, 0) >> _shift);

    void Grow()
    {
        var before = _slots;
        _slots = NewSlots(before.Length * 2);
        _shift--;
        foreach (var slot in before)
        {
            if (slot.Key != Empty)
                Add(slot);
        }
    }

    void Add(Slot slot)
    {
        var at = Place(slot.Key);
        while (_slots[at].Key != Empty)
            at = (at + 1) & (_slots.Length - 1);
        _slots[at] = slot;
    }

    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    struct Slot
    {
        public ulong Key;
        public int Node;
    }
}
