namespace SqlInference.SqlClr.Rows;

/// <summary>A batch of rows, by columns.</summary>
sealed class Columns
{
    public Columns(Parameter[] parameters)
    {
        All = new Column[parameters.Length];
        for (var i = 0; i < All.Length; i++)
            All[i] = new(parameters[i]);
    }

    public Column[] All { get; }

    public int Rows => All.Length == 0 ? 0 : All[0].Rows;

    public int Bytes
    {
        get
        {
            var bytes = 0;
            foreach (var column in All)
                bytes += column.Bytes;
            return bytes;
        }
    }

    public void Clear()
    {
        foreach (var column in All)
            column.Clear();
    }
}
