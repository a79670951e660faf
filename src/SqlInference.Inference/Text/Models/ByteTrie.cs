using System.Numerics;

namespace SqlInference.Inference.Text.Models;

/// <summary>
/// Texts with a number each, found byte by byte. All branches are in one hash table by node and byte: a table of 256
/// branches per node would take hundreds of megabytes for an ordinary vocabulary.
/// </summary>
sealed class ByteTrie
{
    /// <summary>So that node and byte fit into one key.</summary>
    public const int MostNodes = 1 << 24;
    public const int None = -1;

    readonly List<int> _values = [None];
    ulong[] _branches = new ulong[1024];

    /// <summary>A text that is added again has the number that it was given last.</summary>
    /// <returns>False where there is no more room.</returns>
    public bool TryAdd(ReadOnlySpan<byte> text, int value)
    {
        var node = 0;
        foreach (var next in text)
        {
            if (Child(node, next) is not None and var child)
            {
                node = child;
                continue;
            }

            if (_values.Count == MostNodes)
                return false;
            AddBranch(node, next, _values.Count);
            node = _values.Count;
            _values.Add(None);
        }

        _values[node] = value;
        return true;
    }

    /// <summary>The number of a text, or <see cref="None"/>.</summary>
    public int Find(ReadOnlySpan<byte> text) => Descend(0, text) is not None and var node ? _values[node] : None;

    /// <summary>The node that <paramref name="text"/> leads to, or <see cref="None"/>.</summary>
    public int Descend(int node, ReadOnlySpan<byte> text)
    {
        foreach (var next in text)
        {
            node = Child(node, next);
            if (node == None)
                break;
        }

        return node;
    }

    /// <summary>The number of the longest text below <paramref name="node"/> with which <paramref name="text"/> begins, or <see cref="None"/>.</summary>
    public int LongestPrefix(int node, ReadOnlySpan<byte> text, out int length)
    {
        var found = None;
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            node = Child(node, text[i]);
            if (node == None)
                break;
            if (_values[node] != None)
                (found, length) = (_values[node], i + 1);
        }

        return found;
    }

    int Child(int node, byte next)
    {
        var key = Key(node, next);
        var mask = _branches.Length - 1;
        for (var slot = Slot(key, mask); ; slot = (slot + 1) & mask)
        {
            var branch = _branches[slot];
            if (branch == 0)
                return None;
            if ((uint)(branch >> 32) == key)
                return (int)(uint)branch;
        }
    }

    void AddBranch(int node, byte next, int child)
    {
        // Every node but the root hangs on one branch.
        if (_values.Count * 2 > _branches.Length)
            Grow();
        Insert(_branches, ((ulong)Key(node, next) << 32) | (uint)child);
    }

    void Grow()
    {
        var grown = new ulong[_branches.Length * 2];
        foreach (var branch in _branches)
        {
            if (branch != 0)
                Insert(grown, branch);
        }

        _branches = grown;
    }

    // No branch is 0: none leads back to the root.
    static void Insert(ulong[] branches, ulong branch)
    {
        var mask = branches.Length - 1;
        var slot = Slot((uint)(branch >> 32), mask);
        while (branches[slot] != 0)
            slot = (slot + 1) & mask;
        branches[slot] = branch;
    }

    static uint Key(int node, byte next) => ((uint)node << 8) | next;

    static int Slot(uint key, int mask) => (int)BitOperations.RotateLeft(key * 0x9E3779B1u, 15) & mask;
}
