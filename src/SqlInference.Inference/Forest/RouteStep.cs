namespace SqlInference.Inference.Forest;

/// <summary>A node and the points that come by it, once points are in the order of the leaves that they end in.</summary>
struct RouteStep
{
    public int Node;
    public int Start;
    public int End;
}
