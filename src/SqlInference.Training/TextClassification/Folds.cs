namespace SqlInference.Training.TextClassification;

/// <summary>Splits rows into folds with about the same part of each class.</summary>
static class Folds
{
    /// <summary>The fold of each row.</summary>
    public static int[] Assign(int[] labels, int classes, int folds, ulong seed)
    {
        var rows = Enumerable.Range(0, labels.Length).ToArray();
        new Random((int)(seed ^ seed >> 32)).Shuffle(rows);
        // Each class goes on where the one before stopped, so that many small classes do not all lie in the first folds.
        var next = 0;
        var assigned = new int[labels.Length];
        for (var label = 0; label < classes; label++)
        {
            foreach (var row in rows)
            {
                if (labels[row] == label)
                    assigned[row] = next++ % folds;
            }
        }

        return assigned;
    }
}
