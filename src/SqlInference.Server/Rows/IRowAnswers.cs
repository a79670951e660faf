using SqlInference.Inference.Columns;

namespace SqlInference.Server.Rows;

/// <summary>Takes the answers to a request's rows, block by block, in order.</summary>
interface IRowAnswers
{
    void Write(ResultColumns results, int rows);
}
