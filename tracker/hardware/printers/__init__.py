"""Whatever puts labels on paper, each behind a URL. A printer gets finished bytes and knows nothing of labels."""
