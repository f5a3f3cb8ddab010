"""The rules of a county as versioned data: who decides from which value on, which papers, which words, which article.

One county, one pair of files: `NAME.toml` holds limits, lists, texts and materials, `NAME.articles.toml` the law's own
words. `model` says what a policy is, `reading` reads and checks a file, `shipped` names those delivered with the product.
"""
