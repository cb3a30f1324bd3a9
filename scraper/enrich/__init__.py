"""What a thread says about itself: replies, mail headers, topics, software, hosts."""
