using System.Runtime.InteropServices;

namespace SqlInference.Inference.Trees;

/// <summary>A node as <see cref="TreeWalker"/> takes it. A leaf leads to itself, so that short ways can wait for long ones.</summary>
[StructLayout(LayoutKind.Sequential)]
struct WalkNode
{
    /// <summary>A row goes left where its value is less. Of a leaf, where its values lie, as an integer.</summary>
    public float Threshold;

    /// <summary>See <see cref="TreeLayout.OffsetOf"/>.</summary>
    public uint Offset;

    /// <summary>How many bytes the node on the left is from the root.</summary>
    public uint Left;

    /// <summary>How many bytes the node on the right is from there; 0 for a leaf.</summary>
    public uint Step;
}
