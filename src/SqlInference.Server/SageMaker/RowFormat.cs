namespace SqlInference.Server.SageMaker;

/// <summary>How rows and answers are written.</summary>
enum RowFormat
{
    Csv,
    Json,
    JsonLines,
}
