using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>A tensor as a model's metadata has it. -1 stands for a dimension of any size.</summary>
sealed record OipTensor(string Name, ElementType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Elements in each row; -1 where any number will do.</summary>
    public long RowElements => Shape.Skip(1).Any(dimension => dimension < 0) ? -1 : Product(Shape.Skip(1));

    /// <summary>The dimensions behind the rows, where a row has this many elements; a single one of any size takes what the others leave.</summary>
    public IEnumerable<long> Dimensions(long rowElements)
    {
        var others = Product(Shape.Skip(1).Where(dimension => dimension > 0));
        return Shape.Skip(1).Select(dimension => dimension >= 0 ? dimension : rowElements / others);
    }

    // A product beyond what any row has is as good as the first such one, and none runs over.
    static long Product(IEnumerable<long> dimensions) => dimensions.Aggregate(1L, (product, dimension) => product > int.MaxValue ? product : product * dimension);
}
