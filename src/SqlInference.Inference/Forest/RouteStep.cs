namespace SqlInference.Inference.Forest;

/// <summary>A node and the points that come by it, once points are in the order in which their routes end.</summary>
struct RouteStep
{
    public int Node;
    public int Start;
    public int End;

    /// <summary>Whether the route ends here: at a leaf, or because few points are left.</summary>
    public bool Ends;
}
