using System.Runtime.InteropServices;

namespace SqlInference.Inference.Forest;

/// <summary>A node; two of them to a cache line. The left child follows it directly.</summary>
[StructLayout(LayoutKind.Sequential)]
struct FlatNode
{
    /// <summary>A leaf: the score of a point that equals it.</summary>
    public float Cut;

    /// <summary>-1 at a leaf.</summary>
    public int Dimension;

    /// <summary>Nodes from this one to its right child; 0 at a leaf.</summary>
    public int Right;

    /// <summary>Sum of the box's sides.</summary>
    public float Range;

    /// <summary>The score of a point separated here, on the scale of the tree.</summary>
    public float Unseen;

    /// <summary>Where this node's shrinks begin: upper sides first, then lower ones.</summary>
    public int Shrinks;

    public ushort HighShrinks;
    public ushort LowShrinks;

    /// <summary>The first leaf below this node, in depth-first order.</summary>
    public int Leaf;
}
