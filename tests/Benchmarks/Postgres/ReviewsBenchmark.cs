using System.Diagnostics;
using Npgsql;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace Benchmarks.Postgres;

/// <summary>Texts read by a model that was trained on some of them, against the same model asked in process, and scikit-learn in PL/Python.</summary>
static class ReviewsBenchmark
{
    const int Rows = 100_000, TrainingRows = 18_000, BatchRows = 256, RowByRow = 2000;
    const string Query = "SELECT count(predict_stars(review)) FROM reviews";

    public static void Run(Report report, PostgresHost host, NpgsqlConnection session)
    {
        var reviews = new Reviews(Rows);
        Fill(session, reviews);
        session.Run("SET sqlinference.wait_for_training = on");
        session.RunModel($"CREATE MODEL predict_stars FROM (SELECT review, stars FROM reviews WHERE id < {TrainingRows}) TARGET stars FUNCTION predict_stars MODEL_TYPE LINEAR_LEARNER SETTINGS (CACHE OFF)");
        session.Run("SELECT sqlinference.confirm()");

        var scorer = host.Service.Published.Get($"{host.Database}.public.predict_stars").Scorer;
        using var caller = new TextCaller(reviews, scorer.Signature);
        report.Add($"PostgreSQL, text classifier, {reviews.MeanLength} bytes a text (limit: asked in process, batches of {BatchRows})",
            Comparison.Run(Rows, () => session.Run(Query), () => caller.AskAsync(scorer).GetAwaiter().GetResult(), turns: 5), ">= 0.85");
        ComparePython(report, session);
    }

    static void Fill(NpgsqlConnection session, Reviews reviews)
    {
        session.Run("CREATE UNLOGGED TABLE reviews (id int, review text, stars int)");
        using (var copy = session.BeginBinaryImport("COPY reviews FROM STDIN BINARY"))
        {
            for (var row = 0; row < reviews.Count; row++)
            {
                copy.StartRow();
                copy.Write(row);
                copy.Write(reviews.Text(row));
                copy.Write(reviews.Stars[row]);
            }

            copy.Complete();
        }

        session.Run("ANALYZE reviews");
    }

    static void ComparePython(Report report, NpgsqlConnection session)
    {
        try
        {
            session.Run("CREATE EXTENSION IF NOT EXISTS plpython3u");
            session.Run($"""
                CREATE FUNCTION py_stars(review text) RETURNS int LANGUAGE plpython3u STABLE AS $python$
                if "stars" not in GD:
                    from sklearn.feature_extraction.text import TfidfVectorizer
                    from sklearn.linear_model import LogisticRegression
                    from sklearn.pipeline import make_pipeline
                    rows = plpy.execute("SELECT review, stars FROM reviews WHERE id < {TrainingRows}")
                    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), LogisticRegression(max_iter=10))
                    GD["stars"] = model.fit([row["review"] for row in rows], [row["stars"] for row in rows])
                return int(GD["stars"].predict([review])[0])
                $python$;
                """);
            session.Run("SELECT py_stars('first')");
        }
        catch (PostgresException exception)
        {
            Console.Error.WriteLine($"PL/Python with scikit-learn is not measured: {exception.MessageText} (postgresql-plpython3-15 and python3-sklearn bring it)");
            return;
        }

        var clock = Stopwatch.StartNew();
        session.Run($"SELECT count(py_stars(review)) FROM reviews WHERE id < {RowByRow}");
        var python = RowByRow / clock.Elapsed.TotalSeconds;
        clock.Restart();
        session.Run(Query);
        var ours = Rows / clock.Elapsed.TotalSeconds;
        report.Add("PostgreSQL, text classifier (against PL/Python with scikit-learn row by row)", $"{ours:N0} rows/s", $"{python:N0} rows/s", ours / python, ">= 70");
    }

    /// <summary>Asks for all of the texts, a batch at a time.</summary>
    sealed class TextCaller : IDisposable
    {
        readonly ColumnBuffer _texts = new();
        readonly ColumnBatch _batch = new(1);
        readonly ResultColumns _results;
        readonly RequestContext _context = RequestContext.ForNewCaller(null, CancellationToken.None);

        public TextCaller(Reviews reviews, ModelSignature signature)
        {
            _results = new(signature.Outputs.Count, 0);
            _texts.Reset(ElementType.Utf8, reviews.Count);
            for (var row = 0; row < reviews.Count; row++)
                _texts.AppendText(reviews[row]);
        }

        public async Task AskAsync(IScorer scorer)
        {
            for (var start = 0; start < Rows; start += BatchRows)
            {
                _batch.RowCount = Math.Min(BatchRows, Rows - start);
                _batch[0] = _texts.View.Slice(start, _batch.RowCount);
                await scorer.ScoreAsync(_batch, _results, _context).ConfigureAwait(false);
            }
        }

        public void Dispose()
        {
            _results.Dispose();
            _texts.Dispose();
        }
    }
}
