namespace SqlInference.Inference.Forest;

/// <summary>
/// Several 32-bit floats that are worked on at once. The scorers are written against this and compiled once per width;
/// every operation is the plain IEEE one for each lane, so all widths give the same bits.
/// </summary>
unsafe interface ILanes<TSelf> where TSelf : struct, ILanes<TSelf>
{
    static abstract int Count { get; }

    static abstract TSelf Load(float* from);

    static abstract void Store(float* to, TSelf lanes);

    static abstract TSelf All(float value);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf Abs(TSelf lanes);

    /// <summary>Not below 0 and not above <paramref name="most"/>.</summary>
    static abstract TSelf Clamp(TSelf lanes, TSelf most);

    /// <summary>All bits set in the lanes that are equal.</summary>
    static abstract TSelf Equal(TSelf left, TSelf right);

    /// <summary>All bits set in the lanes where <paramref name="left"/> is greater.</summary>
    static abstract TSelf Greater(TSelf left, TSelf right);

    static abstract TSelf And(TSelf left, TSelf right);

    /// <summary>The bits of <paramref name="left"/> that <paramref name="right"/> does not have.</summary>
    static abstract TSelf AndNot(TSelf left, TSelf right);

    static abstract TSelf Select(TSelf mask, TSelf chosen, TSelf otherwise);

    /// <summary>Whether any bit is set.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Adds each lane to the double at its place.</summary>
    static abstract void AddTo(double* sums, TSelf lanes);
}
